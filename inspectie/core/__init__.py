"""The rules of Kwaliteit In-zicht, without Django, files or a clock."""
