"""How dates and numbers are written where Django leaves a language half done."""
