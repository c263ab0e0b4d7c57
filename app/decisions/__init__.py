"""What companies decide about programmes on their lists, and what came of it."""
