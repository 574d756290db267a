# Un autre serveur web sous le bon nom.
# attendu: reponse=failed: SimpleHTTP
docker run -d --name test_nginx -p 127.0.0.1:8000:80 dockerlab/outils python3 -u -m http.server 80
