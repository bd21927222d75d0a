"""Tables, values, change sets and Books; knows no domain."""
