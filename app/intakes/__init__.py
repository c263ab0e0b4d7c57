"""Files that schools give: kept, read and accounted for, each once."""
