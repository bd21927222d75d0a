"""What is peculiar to each tab of the window."""
