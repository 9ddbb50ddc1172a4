"""What people open, by subject."""
