"""现在没有网络: one page for everybody, and a worker that keeps nothing else."""


class TestOfflinePage:
    def test_says_that_the_card_works(self, client, city):
        page = client.get("/offline/").content.decode()
        assert "不能出示医保码" in page and "实体卡" in page and "12393" in page

    def test_holds_nothing_of_the_person(self, browser, citizen):
        page = browser.get("/offline/").content.decode()
        assert citizen.person.name not in page and citizen.person.masked_name not in page
        assert "csrfmiddlewaretoken" not in page

    def test_has_other_words_for_a_site_that_does_not_answer(self, client, city):
        page = client.get("/offline/").content.decode()
        assert "系统暂时打不开" in page and "js/away.js" in page


class TestWorker:
    def test_is_a_script_for_the_whole_site(self, client, city):
        answer = client.get("/sw.js")
        assert answer["Content-Type"].startswith("text/javascript")
        assert answer["Cache-Control"] == "no-store"

    def test_keeps_the_page_and_static_files_only(self, client, city):
        text = client.get("/sw.js").content.decode()
        kept = text.partition("KEPT = [")[2].partition("]")[0]
        addresses = [word.strip(' "') for word in kept.split(",")]
        assert all(one == "PAGE" or one.startswith("/static/") for one in addresses)
        assert ".put(" not in text

    def test_is_asked_for_by_signed_in_pages_only(self, browser, city):
        assert "offline.js" in browser.get("/help/").content.decode()
        browser.logout()
        assert "offline.js" not in browser.get("/help/").content.decode()
