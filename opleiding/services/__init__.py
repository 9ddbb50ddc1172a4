"""What changes in Opleiding op Maat, a file a use."""
