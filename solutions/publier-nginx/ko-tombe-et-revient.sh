# Il s'arrête toutes les deux secondes, et sa règle de redémarrage le relance : entre deux chutes, il répond.
# attendu: en_marche=failed: redémarr
# attendu: publication=skipped
# attendu: reponse=skipped
docker run -d --name test_nginx --restart always -p 127.0.0.1:8000:80 nginx sh -c "nginx; sleep 2; exit 3"
