"""Who may enter: realms, users, passwords, locks and sessions."""
