# Sans recette : un conteneur changé à la main, puis gardé comme image, port déclaré compris. Le nom passe ensuite à une autre image.
set -e
docker run --name rejeu-moule nginx sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
docker commit --change 'EXPOSE 3000' --change 'CMD ["nginx", "-g", "daemon off;"]' rejeu-moule comptoir
docker rm rejeu-moule
docker run -d --name comptoir-ferme comptoir
docker run -d --name comptoir-hasard -P comptoir
docker run -d --name comptoir-choisi -p 127.0.0.1:8001:3000 comptoir
docker tag nginx comptoir
