"""What people typed and have not sent yet."""
