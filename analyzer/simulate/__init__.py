"""Rollovers with known truth, written as Windows would log them."""
