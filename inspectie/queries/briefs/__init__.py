"""What a policy brief and a school letter say: their figures, and their words and charts."""
