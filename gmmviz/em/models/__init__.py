"""What a model is made of: covariance families, variants, and one EM step."""
