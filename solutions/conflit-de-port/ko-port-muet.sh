# La publication est bonne ; elle mène à un port que personne n'écoute.
# attendu: reponse=failed: connexion acceptée, puis coupée
docker run -d --name conflit-second -p 127.0.0.2:8002:8080 nginx
