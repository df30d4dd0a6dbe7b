"""The client's first page, her account page, and what installs on her phone. No models."""
