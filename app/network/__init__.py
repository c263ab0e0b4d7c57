"""The network: sites, who is at them, what it runs there, and the organisations around it."""
