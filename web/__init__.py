"""Server-rendered pages: views, templates, static files."""
