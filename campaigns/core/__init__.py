"""The rules of signing, without Django, clock or chance of their own."""
