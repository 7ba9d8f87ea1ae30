"""Shapes, parts and copies of tensors."""
