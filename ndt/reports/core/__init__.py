"""The rules of reports: what they are made of, what may be shown, when followers hear. Pure."""
