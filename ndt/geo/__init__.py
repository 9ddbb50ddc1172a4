"""Distance, travel time and postcodes: pure arithmetic, without Django."""
