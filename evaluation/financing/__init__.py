"""What lists of programmes are measured by: `wasl evaluate financing`."""
