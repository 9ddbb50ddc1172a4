"""An invented country whose schools publish in the official formats, masking included. Nothing in it exists."""
