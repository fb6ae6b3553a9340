"""The gallery's page: ten scenes, each with its picture and the link that opens it."""
