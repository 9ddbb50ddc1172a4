"""What is true of Opleiding op Maat without a database: who is placed, who is admissible, what it does for shortages."""
