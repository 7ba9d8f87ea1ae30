"""Meeting other software: names it imports and formats it reads."""
