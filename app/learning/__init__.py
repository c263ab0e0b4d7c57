"""Rankings learnt from use: what was decided on lists, and which weights are in use."""
