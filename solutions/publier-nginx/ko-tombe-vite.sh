# Il répond deux secondes, puis s'arrête.
# attendu: en_marche=failed: code de sortie 3
# attendu: publication=skipped
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx sh -c "nginx; sleep 2; exit 3"
