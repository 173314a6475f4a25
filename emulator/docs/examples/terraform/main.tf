terraform {
  required_providers {
    baiducloud = {
      source = "baidubce/baiducloud"
    }
  }
}

# Before: export ResourceManager_ENDPOINT=127.0.0.1:8252 CERT_ENDPOINT=127.0.0.1:8252
provider "baiducloud" {
  access_key = "emulator-access-key-0001"
  secret_key = "emulator-secret-key-0001"
  region     = "bj"
  endpoints {
    blb = "http://127.0.0.1:8252"
    eip = "http://127.0.0.1:8252"
    vpc = "http://127.0.0.1:8252"
    bcc = "http://127.0.0.1:8252"
    esg = "http://127.0.0.1:8252"
  }
}

resource "baiducloud_vpc" "shop" {
  name = "shop"
  cidr = "192.168.0.0/16"
}

resource "baiducloud_subnet" "front" {
  name      = "front"
  zone_name = "cn-bj-a"
  cidr      = "192.168.1.0/24"
  vpc_id    = baiducloud_vpc.shop.id
}

resource "baiducloud_security_group" "web" {
  name   = "web"
  vpc_id = baiducloud_vpc.shop.id
}

resource "baiducloud_security_group_rule" "http" {
  security_group_id = baiducloud_security_group.web.id
  direction         = "ingress"
  protocol          = "tcp"
  port_range        = "80"
}

# A certificate and its key as PEM files beside this one.
resource "baiducloud_cert" "web" {
  cert_name         = "web"
  cert_server_data  = file("server.pem")
  cert_private_data = file("server.key")
}

resource "baiducloud_instance" "web" {
  name              = "web-1"
  image_id          = "m-centos79"
  instance_spec     = "bcc.g5.c1m4"
  payment_timing    = "Postpaid"
  availability_zone = "cn-bj-a"
  subnet_id         = baiducloud_subnet.front.id
  security_groups   = [baiducloud_security_group.web.id]
}

resource "baiducloud_blb" "web" {
  name      = "web"
  vpc_id    = baiducloud_vpc.shop.id
  subnet_id = baiducloud_subnet.front.id

  lifecycle {
    ignore_changes = [address]
  }
}

resource "baiducloud_eip" "web" {
  name              = "web"
  bandwidth_in_mbps = 10
  payment_timing    = "Postpaid"
  billing_method    = "ByTraffic"
}

resource "baiducloud_eip_association" "web" {
  eip           = baiducloud_eip.web.id
  instance_type = "BLB"
  instance_id   = baiducloud_blb.web.id
}

resource "baiducloud_blb_securitygroup" "web" {
  blb_id             = baiducloud_blb.web.id
  security_group_ids = [baiducloud_security_group.web.id]
}

resource "baiducloud_blb_listener" "http" {
  blb_id        = baiducloud_blb.web.id
  listener_port = 80
  protocol      = "HTTP"
  backend_port  = 8080
  scheduler     = "RoundRobin"
}

resource "baiducloud_blb_listener" "https" {
  blb_id        = baiducloud_blb.web.id
  listener_port = 443
  protocol      = "HTTPS"
  backend_port  = 8080
  scheduler     = "RoundRobin"
  cert_ids      = [baiducloud_cert.web.id]
}

resource "baiducloud_blb_backend_server" "web" {
  blb_id = baiducloud_blb.web.id

  backend_server_list {
    instance_id = baiducloud_instance.web.id
    weight      = 50
  }
}
