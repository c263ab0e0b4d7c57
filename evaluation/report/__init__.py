"""`wasl evaluate report`: one page of what is measured, with plots."""
