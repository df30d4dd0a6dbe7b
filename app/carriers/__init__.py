"""Who employs managers and where: carriers, municipalities, service agreements."""
