"""What vacancies and candidates are measured by: `wasl evaluate talent`."""
