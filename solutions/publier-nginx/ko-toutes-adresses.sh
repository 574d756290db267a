# Sans adresse devant le port, Docker publie sur toutes celles de la machine.
# attendu: publication=failed: 0.0.0.0:8000
# attendu: reponse=skipped
docker run -d --name test_nginx -p 8000:80 nginx
