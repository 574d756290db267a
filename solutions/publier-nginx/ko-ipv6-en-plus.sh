# La bonne publication, et la boucle locale d'IPv6 en plus.
# attendu: publication=failed: [::1]:8000
# attendu: reponse=skipped
docker run -d --name test_nginx -p 127.0.0.1:8000:80 -p "[::1]:8000:80" nginx
