"""JupyterLab's own words in Vietnamese, as far as a learner meets them; JupyterLab finds them by the entry point in pyproject.toml."""
