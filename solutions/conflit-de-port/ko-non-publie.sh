# Il tourne, sans publication.
# attendu: publication=failed: rien n'est publié
# attendu: reponse=skipped
docker run -d --name conflit-second nginx
