"""Numbers rounded as if they were kept in few bits."""
