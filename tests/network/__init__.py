"""Circle and network: lists of work that know no client."""
