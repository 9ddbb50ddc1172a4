"""The arithmetic of exchanges: who can take over whose job, and which exchanges are best. Pure."""
