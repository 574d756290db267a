# nginx lancé sous un compte ordinaire sans régler ses fichiers : il s'arrête, et sa règle le relance sans fin.
# attendu: en_marche=failed: redémarr
# attendu: ecoute=skipped
# attendu: compte=skipped
# attendu: reponse=skipped
docker run -d --name sans-root --restart always --user 1000 nginx
