"""A partner's file: laid out, written, proved to hold nothing else, sealed, and verified when it comes back."""
