"""Finding the procedure a person means: vocabulary, index, ranking, results, decision."""
