"""The program: session, command line and window; it knows everything below."""
