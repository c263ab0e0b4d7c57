"""Files and feeds in, profiles out."""
