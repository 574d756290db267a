# Ses processus sont suspendus de l'intérieur : le moteur le dit en marche, et il ne répond pas.
# attendu: reponse=failed: aucune réponse
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx
until docker logs test_nginx 2>&1 | grep -q "start worker process "; do sleep 0.1; done
docker exec test_nginx sh -c "kill -STOP -1"
