"""What a model is made of: covariance families, variants, starts, and one EM step."""
