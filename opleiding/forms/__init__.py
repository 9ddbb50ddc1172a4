"""The shape and wording of what people type."""
