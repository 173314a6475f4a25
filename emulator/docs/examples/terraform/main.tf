terraform {
  required_providers {
    baiducloud = {
      source = "baidubce/baiducloud"
    }
  }
}

# The provider reads more services than BLB; see "Terraform" in emulator/docs/clients.md for what does not work yet.
provider "baiducloud" {
  access_key = "emulator-access-key-0001"
  secret_key = "emulator-secret-key-0001"
  region     = "bj"
  endpoints {
    blb = "http://127.0.0.1:8252"
  }
}

resource "baiducloud_blb" "web" {
  name      = "web"
  vpc_id    = "vpc-emulator0001"
  subnet_id = "sbn-emulator0001"

  lifecycle {
    ignore_changes = [address]
  }
}

resource "baiducloud_blb_listener" "http" {
  blb_id        = baiducloud_blb.web.id
  listener_port = 80
  protocol      = "HTTP"
  backend_port  = 8080
  scheduler     = "RoundRobin"
}
