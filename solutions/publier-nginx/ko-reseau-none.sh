# Sans réseau, la publication demandée est sans effet.
# attendu: publication=failed: réseau none
# attendu: reponse=skipped
docker run -d --name test_nginx --network none -p 127.0.0.1:8000:80 nginx
