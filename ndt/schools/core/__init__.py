"""Reading the register and judging mail domains: pure Python."""
