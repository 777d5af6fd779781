"""The lab side of Học AI: it runs in the lab environment and never imports the site."""
